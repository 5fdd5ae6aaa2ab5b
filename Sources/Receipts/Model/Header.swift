public import Cash

/// Language of the words that the slip itself brings; names and notes stand as given.
public enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case simplifiedChinese = "zh-Hans"
}

/// The shop, as its slips show it.
public struct Store: Hashable, Sendable {
    public var name: String
    public var address: [String]
    public var phone: String?
    public var taxID: String?
    /// Name of the picture above the store's name. The caller has the pictures.
    public var logo: String?

    public init(
        name: String, address: [String] = [], phone: String? = nil, taxID: String? = nil,
        logo: String? = nil
    ) {
        self.name = name
        self.address = address
        self.phone = phone
        self.taxID = taxID
        self.logo = logo
    }

    enum Key: String, FieldKey { case name, address, phone, taxID, logo }

    init(from decoder: any Decoder) throws {
        let fields = try Fields(decoder, names: Key.names)
        name = try fields.text(Key.name)
        address = fields.has(Key.address) ? try fields.texts(Key.address) : []
        phone = try fields.textIfPresent(Key.phone)
        taxID = try fields.textIfPresent(Key.taxID)
        logo = try fields.textIfPresent(Key.logo)
    }
}

/// What every document says about itself: who, where, when, and how it can be found again.
public struct Header: Hashable, Sendable {
    public var language: Language
    /// Of every amount in the document.
    public var currency: Currency
    public var store: Store
    /// The document's own number: visible ASCII characters.
    public var number: String
    public var station: String
    public var cashier: String
    public var time: LocalTime
    public var notes: [String]
    /// Whether `number` is printed as a bar code too.
    public var hasBarcode: Bool
    /// Content of a QR code at the end.
    public var qrCode: String?

    public init(
        language: Language, currency: Currency, store: Store, number: String, station: String,
        cashier: String, time: LocalTime, notes: [String] = [], hasBarcode: Bool = true,
        qrCode: String? = nil
    ) {
        self.language = language
        self.currency = currency
        self.store = store
        self.number = number
        self.station = station
        self.cashier = cashier
        self.time = time
        self.notes = notes
        self.hasBarcode = hasBarcode
        self.qrCode = qrCode
    }

    enum Key: String, FieldKey {
        case type, language, currency, store, number, station, cashier, time, notes, barcode, qrCode
    }

    init(_ fields: Fields) throws {
        language = try fields.word(Key.language, Language.self)
        currency = try fields.parsed(Key.currency) { text throws(CashError) in
            try Currency(code: text)
        }
        store = try fields.object(Key.store, Store.init(from:))
        number = try fields.text(Key.number)
        station = try fields.text(Key.station)
        cashier = try fields.text(Key.cashier)
        time = try fields.time(Key.time)
        notes = fields.has(Key.notes) ? try fields.texts(Key.notes) : []
        hasBarcode = fields.has(Key.barcode) ? try fields.value(Key.barcode, Bool.self) : true
        qrCode = try fields.textIfPresent(Key.qrCode)
    }
}

extension Fields {
    func time(_ key: some FieldKey) throws -> LocalTime {
        let text = try text(key)
        guard let time = LocalTime(text) else {
            throw error(key, "\(quoted(text)) is not a minute; write it like 2026-03-14 15:09")
        }
        return time
    }
}
