/// What is on the keys, row by row as ``KeyboardTable`` wants it.
///
/// Source: Unicode CLDR, keyboards/windows (release 38).
enum KeyboardRows {
    static let us = [
        "`1234567890-=", "qwertyuiop[]", "asdfghjkl;'\\", "\\zxcvbnm,./",
        "~!@#$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:\"|", "|ZXCVBNM<>?",
    ]

    static let uk = [
        "`1234567890-=", "qwertyuiop[]", "asdfghjkl;'#", "\\zxcvbnm,./",
        "¬!\"£$%^&*()_+", "QWERTYUIOP{}", "ASDFGHJKL:@~", "|ZXCVBNM<>?",
        "¦   €", "  é   úíó", "á", "",
        "", "  É   ÚÍÓ", "Á", "",
    ]

    static let german = [
        "^1234567890ß´", "qwertzuiopü+", "asdfghjklöä#", "<yxcvbnm,.-",
        "°!\"§$%&/()=?`", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", ">YXCVBNM;:_",
        "  ²³   {[]}\\", "@ €        ~", "", "|      µ",
        "           ẞ", "", "", "",
    ]

    static let french = [
        "²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "<wxcvbn,;:!",
        " 1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", ">WXCVBN?./§",
        "  ~#{[|`\\^@]}", "  €        ¤", "", "",
    ]

    static let spanish = [
        "º1234567890'¡", "qwertyuiop`+", "asdfghjklñ´ç", "<zxcvbnm,.-",
        "ª!\"·$%&/()=?¿", "QWERTYUIOP^*", "ASDFGHJKLÑ¨Ç", ">ZXCVBNM;:_",
        "\\|@#~€¬", "  €       []", "          {}", "",
    ]
}
