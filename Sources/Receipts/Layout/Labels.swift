/// The words that slips bring themselves, in one language.
///
/// Each is a stored property without a default, so that a language that lacks one does not build.
struct Labels: Sendable {
    var receipt: String
    var slip: String
    var station: String
    var cashier: String
    var phone: String
    var taxID: String

    var original: String
    var copy: String
    var reprint: String

    var discount: String
    var subtotal: String
    var total: String
    var taxIncluded: String
    var net: String
    var rounding: String
    var toPay: String
    var change: String
    var reference: String

    var reversal: String
    var originalReceipt: String
    var originalTotal: String
    var reason: String
    var authorisedBy: String
    var totalReversed: String
    var refunded: String
    var customerSignature: String
    var supervisorSignature: String

    var count: String
    var till: String
    var opening: String
    var handover: String
    var spot: String
    var closing: String
    var roll: String
    var strap: String
    var bundle: String
    var bag: String
    var notes: String
    var coins: String
    var totalCounted: String
    var expected: String
    var difference: String
    var short: String
    var over: String
    var balanced: String
    var countedBy: String
    var witness: String

    var cash: String
    var card: String
    var wallet: String
    var voucher: String
    var account: String
    var cheque: String
    var other: String

    static func labels(in language: Language) -> Labels {
        switch language {
        case .english: english
        case .simplifiedChinese: simplifiedChinese
        }
    }

    static let english = Labels(
        receipt: "Receipt", slip: "Slip", station: "Station", cashier: "Cashier", phone: "Tel",
        taxID: "Tax no.",
        original: "ORIGINAL", copy: "COPY", reprint: "REPRINT",
        discount: "Discount", subtotal: "Subtotal", total: "TOTAL", taxIncluded: "Tax included:",
        net: "net", rounding: "Rounding", toPay: "To pay", change: "Change", reference: "Ref.",
        reversal: "REVERSAL", originalReceipt: "Original receipt",
        originalTotal: "Original total", reason: "Reason", authorisedBy: "Authorised by",
        totalReversed: "REVERSED", refunded: "Refunded", customerSignature: "Customer",
        supervisorSignature: "Supervisor",
        count: "CASH COUNT", till: "Till", opening: "Opening count", handover: "Hand-over count",
        spot: "Spot check", closing: "Closing count", roll: "roll",
        strap: "strap", bundle: "bundle", bag: "bag", notes: "Notes", coins: "Coins",
        totalCounted: "COUNTED", expected: "Expected", difference: "Difference", short: "SHORT",
        over: "OVER", balanced: "BALANCED", countedBy: "Counted by", witness: "Witness",
        cash: "Cash", card: "Card", wallet: "Mobile payment", voucher: "Voucher",
        account: "On account", cheque: "Cheque", other: "Other payment")

    static let simplifiedChinese = Labels(
        receipt: "小票号", slip: "单号", station: "机号", cashier: "收银员", phone: "电话",
        taxID: "税号",
        original: "正本", copy: "副本", reprint: "重印",
        discount: "折扣", subtotal: "小计", total: "合计", taxIncluded: "其中税额：",
        net: "不含税", rounding: "抹零", toPay: "应付", change: "找零", reference: "参考号",
        reversal: "冲正单", originalReceipt: "原小票号", originalTotal: "原单金额",
        reason: "冲正原因", authorisedBy: "授权主管", totalReversed: "冲正金额",
        refunded: "退款", customerSignature: "顾客签名", supervisorSignature: "主管签名",
        count: "现金盘点单", till: "钱箱", opening: "开班盘点", handover: "交接盘点",
        spot: "抽查盘点", closing: "收班盘点", roll: "卷", strap: "把",
        bundle: "捆", bag: "袋", notes: "纸币", coins: "硬币", totalCounted: "实点合计",
        expected: "应有金额", difference: "差额", short: "短款", over: "长款", balanced: "平账",
        countedBy: "清点人", witness: "复核人",
        cash: "现金", card: "银行卡", wallet: "移动支付", voucher: "代金券", account: "挂账",
        cheque: "支票", other: "其他支付")
}
