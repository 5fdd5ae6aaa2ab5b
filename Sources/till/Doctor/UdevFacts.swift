/// What `till doctor udev` found out about a machine; a value, so that every state of a machine can
/// be judged in a test.
struct UdevFacts: Hashable, Sendable {
    /// The 70-tillwright.rules that udev reads, if there is one.
    struct Rules: Hashable, Sendable {
        var path: String
        /// From its first line; nil when that has none.
        var version: Int?
        var isEmpty: Bool
    }

    struct Node: Hashable, Sendable {
        enum Kind: String, Hashable, Sendable { case usb, hidraw, event, serial, printer }
        var kind: Kind
        var path: String
        /// The lowest nine bits.
        var mode: Int
        var group: String
        /// Whether this user may read and write it, by whatever right.
        var isAllowed: Bool
        /// What udev keeps about it; nil when it keeps nothing.
        var properties: [String: String]?
    }

    struct Device: Hashable, Sendable {
        /// What a person would call it.
        var name: String
        /// Four hexadecimal digits each.
        var vendor: String
        var product: String
        var role: TillDevices.Role
        /// Whether our rules know it, by its numbers or its class.
        var isKnown: Bool
        var nodes: [Node]
    }

    var isUdevRunning = true
    var rules: Rules?
    var user = "till"
    var isRoot = false
    /// Groups that this process has.
    var activeGroups: Set<String> = []
    /// Groups that the user has according to the system's list: a new one needs a new login.
    var listedGroups: Set<String> = []
    var systemGroups: Set<String> = []
    var runsModemManager = false
    var runsBrltty = false
    var hasUsblp = false
    var hasLockFolder = true
    var devices: [Device] = []
}

/// One thing that `till doctor udev` says.
struct UdevFinding: Hashable, Sendable, Encodable {
    enum Code: String, Hashable, Sendable, Encodable {
        case noUdev, rulesMissing, rulesEmpty, rulesOld, groupMissing
        case noRuleForModel, ruleNotApplied, wrongMode, wrongGroup, notInGroup, notLoggedInAgain
        case denied, modemManager, brltty, typesIntoWindows, lockFolderMissing, usblp
    }
    var code: Code
    /// A notice is good to know; everything else keeps something from working.
    var isNotice = false
    /// The device and its node, or the machine.
    var place: String
    var text: String
    /// What to run; nil when nothing has to be.
    var run: String?
}
