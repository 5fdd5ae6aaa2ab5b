internal import Glibc

/// A library of the system that is loaded when it is first used, and stays.
struct SharedLibrary {
    /// Its file's name, with the version that its interface has kept.
    let file: String
    /// The Debian package that has it.
    let package: String

    /// Loads the library and has `find` fill a table of its functions.
    ///
    /// - Parameters:
    ///   - table: without functions.
    ///   - find: gives the name of a function that the library has not got; nil when it has all.
    func load<Table>(
        _ table: Table,
        _ find: (UnsafeMutableRawPointer?, UnsafeMutablePointer<Table>?) -> UnsafePointer<CChar>?
    ) throws(LibraryError) -> Table {
        // RTLD_NOW: what the library itself misses shows here, not in the middle of a slip.
        guard let handle = dlopen(file, RTLD_NOW | RTLD_LOCAL) else {
            let reason = dlerror().map { String(cString: $0) } ?? file
            throw .missing(package: package, reason: reason)
        }
        var table = table
        if let function = find(handle, &table) {
            dlclose(handle)
            throw .incomplete(
                file: file, package: package, function: String(cString: function))
        }
        return table
    }
}
