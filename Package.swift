// swift-tools-version: 6.2
import PackageDescription

// The map of the project. A module exists where an import must be forbidden; a row imports only
// from rows above it (Docs/Architecture.md). `make test` builds with the import check on.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// `make test` has the modules that a rehearsal runs in optimised, so that two thousand days at the till
// take seconds. The flag is "unsafe" only in that a package with it cannot be a dependency, so it is
// there only when asked for.
let optimised: [SwiftSetting] =
    Context.environment["TILLWRIGHT_OPTIMISED"] == nil
    ? [] : [.unsafeFlags(["-O", "-assert-config", "Debug"])]
let rehearsed: Set = ["ESCPOS", "Devices", "Simulator"]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: strict + (rehearsed.contains(name) ? optimised : []))
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "tillwright",
    products: [
        .library(name: "ESCPOS", targets: ["ESCPOS"]),
        .library(name: "Scancode", targets: ["Scancode"]),
        .library(name: "Cash", targets: ["Cash"]),
        .library(name: "Receipts", targets: ["Receipts"]),
        .library(name: "Transport", targets: ["Transport"]),
        .library(name: "POSIXTransport", targets: ["POSIXTransport"]),
        .library(name: "USBTransport", targets: ["USBTransport"]),
        .library(name: "Devices", targets: ["Devices"]),
        .library(name: "Simulator", targets: ["Simulator"]),
        .executable(name: "till", targets: ["till"]),
    ],
    targets: [
        // System libraries, each imported by exactly one Swift module.
        .systemLibrary(
            name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CRaqm", pkgConfig: "raqm", providers: [.apt(["libraqm-dev"])]),
        .systemLibrary(name: "CZint", providers: [.apt(["libzint-dev"])]),
        // What Swift cannot import from glibc: ioctl numbers and _GNU_SOURCE calls.
        .target(name: "CShims"),

        // Pure: no I/O, no clock, no chance, no Foundation.
        module("ESCPOS"),
        module("Scancode"),
        module("Cash"),
        module("Receipts", ["Cash", "ESCPOS"]),

        module("Pictures", ["ESCPOS", "CPNG", "CRaqm", "CZint"]),
        module("Transport", ["CShims"]),
        module("POSIXTransport", ["Transport", "CShims"]),
        module("USBTransport", ["Transport", "CLibUSB"]),
        module("Devices", ["ESCPOS", "Scancode", "Transport"]),
        module("Simulator", ["ESCPOS", "Scancode", "Transport", "Pictures", "CShims"]),

        // The only places that name concrete transports and simulators.
        .executableTarget(
            name: "till",
            dependencies: [
                "Cash", "Devices", "ESCPOS", "Pictures", "POSIXTransport", "Receipts", "Scancode",
                "Simulator", "Transport", "USBTransport",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "till-bench",
            dependencies: [
                "Cash", "Devices", "ESCPOS", "Pictures", "Receipts", "Simulator", "Transport",
                "USBTransport",
            ],
            exclude: ["python-escpos.py"], swiftSettings: strict),

        tests("ESCPOSTests", ["ESCPOS"]),
        tests("ScancodeTests", ["Scancode", "ESCPOS"]),
        tests("CashTests", ["Cash"]),
        tests("ReceiptsTests", ["Receipts", "Cash", "ESCPOS"], exclude: ["Corpus"]),
        tests("PicturesTests", ["Pictures", "ESCPOS"]),
        tests("TransportTests", ["Transport", "POSIXTransport", "USBTransport", "CShims"]),
        tests("DevicesTests", ["Devices", "ESCPOS", "Scancode", "Transport"]),
        tests("SimulatorTests", ["Simulator", "ESCPOS", "Scancode", "Transport", "Pictures"]),
        // The whole stack in virtual time: real sessions against the virtual printer.
        tests("RehearsalTests", ["Devices", "Simulator", "ESCPOS", "Transport"]),
        // The built programs as a user runs them, with real clients and readers of others.
        tests(
            "ProgramTests",
            [
                "till", "till-bench", "ESCPOS", "Pictures", "Receipts", "Scancode", "Simulator",
                "Transport",
            ],
            exclude: ["Clients"]),
        // Drivers and simulators against a real kernel, in the machine of `make test-kernel`.
        tests(
            "KernelTests",
            [
                "till", "till-bench", "Devices", "ESCPOS", "POSIXTransport", "Scancode",
                "Simulator",
                "Transport", "USBTransport", "CShims",
            ],
            exclude: ["Machine"]),
        // The repository's own rules: imports, sizes, banned calls.
        tests("TidyTests", []),
    ]
)

// Fuzz targets need libFuzzer's own entry point, so they are built only when asked for (make fuzz).
if Context.environment["TILLWRIGHT_FUZZ"] != nil {
    // The Makefile's FUZZED_ lists name the same modules.
    let fuzzers = [
        "fuzz-parser": ["ESCPOS"], "fuzz-replies": ["ESCPOS"], "fuzz-reports": ["Scancode"],
        "fuzz-usbip": ["ESCPOS", "Simulator"],
    ]
    for (name, modules) in fuzzers.sorted(by: { $0.key < $1.key }) {
        package.targets.append(
            .executableTarget(
                name: name, dependencies: modules.map { .byName(name: $0) },
                swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
    }
}
