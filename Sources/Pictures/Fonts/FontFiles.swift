internal import Glibc

/// Which font files glyphs are drawn from.
///
/// Debian's packages: `fonts-dejavu-core` (Latin, Cyrillic, Greek), `fonts-wqy-zenhei` (Chinese,
/// Japanese, Korean) and, for whatever those lack, `fonts-unifont`.
public struct FontFiles: Hashable, Sendable {
    /// A part of the world's characters and the Debian package that has it.
    public enum Script: String, Hashable, Sendable, CaseIterable {
        case latin, chinese
        /// The Debian package to install for it.
        public var package: String {
            switch self {
            case .latin: "fonts-dejavu-core"
            case .chinese: "fonts-wqy-zenhei"
            }
        }
    }

    /// Asked before all others, in this order.
    public var preferred: [String] = []
    /// A monospaced face for Latin, Cyrillic and Greek.
    public var latin: String?
    /// Its bold face.
    public var latinBold: String?
    /// A face for Chinese.
    public var chinese: String?
    /// Asked last.
    public var everything: String?

    /// No file at all: every character is drawn as an empty box.
    public init() {}

    /// The first file of each kind that stands in one of `directories`.
    public init(directories: [String]) {
        latin = Self.find(["DejaVuSansMono.ttf"], in: directories)
        latinBold = Self.find(["DejaVuSansMono-Bold.ttf"], in: directories)
        chinese = Self.find(
            ["wqy-zenhei.ttc", "NotoSansCJK-Regular.ttc", "wqy-microhei.ttc"], in: directories)
        everything = Self.find(["unifont.otf", "unifont.ttf"], in: directories)
    }

    /// What is installed on this computer.
    ///
    /// The environment variable `TILLWRIGHT_FONTS` is a list of paths between colons: a directory
    /// is searched before the usual ones, a font file is asked before all others.
    public static func installed() -> FontFiles {
        let wanted = getenv("TILLWRIGHT_FONTS").map { String(cString: $0) } ?? ""
        return installed(paths: wanted.split(separator: ":").map(String.init))
    }

    static func installed(paths: [String]) -> FontFiles {
        let directories = paths.filter { kind(of: $0) == S_IFDIR }
        var files = FontFiles(directories: directories + usualDirectories)
        files.preferred = paths.filter { kind(of: $0) == S_IFREG }
        return files
    }

    /// The scripts for which no file was found.
    public var missing: [Script] {
        guard preferred.isEmpty else { return [] }
        var scripts: [Script] = []
        if latin == nil { scripts.append(.latin) }
        if chinese == nil && everything == nil { scripts.append(.chinese) }
        return scripts
    }

    /// Where Debian, then other distributions, put these fonts.
    private static let usualDirectories = [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/truetype/wqy",
        "/usr/share/fonts/opentype/unifont", "/usr/share/fonts/truetype/unifont",
        "/usr/share/fonts/opentype/noto", "/usr/share/fonts/TTF",
        "/usr/share/fonts/dejavu-sans-mono-fonts", "/usr/share/fonts/wqy-zenhei-fonts",
        "/usr/share/fonts/wenquanyi", "/usr/share/fonts/noto-cjk", "/usr/local/share/fonts",
    ]

    private static func find(_ names: [String], in directories: [String]) -> String? {
        for name in names {
            for directory in directories where kind(of: "\(directory)/\(name)") == S_IFREG {
                return "\(directory)/\(name)"
            }
        }
        return nil
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT
    }
}
