internal import Devices
internal import ESCPOS
internal import POSIXTransport
internal import Transport
internal import USBTransport

/// Options of every drawer command.
struct DrawerOptions: Sendable {
    let device = DeviceOptions()
    let box = Option(
        "box", BoxChoice.kind,
        help: """
            what is at --to when it is no printer: a box on a serial line that opens at a BEL (bel), a \
            byte (byte=41), a text (string=OPEN%0D, % and two digits are a byte) or its port being \
            opened (dtr); or a Posiflex drawer on USB (posiflex, the default for usb:0d3a:0200 to \
            0207 and hidraw:)
            """)
    let sensor = Option(
        "sensor", SensorChoice.kind,
        help: """
            what the drawer's switch does: highWhenOpen, lowWhenOpen or none; for a box with the line \
            it is on: cts:, dsr:, ri: or dcd: before it (default: highWhenOpen on sim:, else none, \
            for ESC/POS does not tell)
            """)
    let json = Flag("json", help: "report as one line of JSON")
    var all: [any OptionDeclaration] { device.all + [box, sensor, json] }

    /// Starts the chosen drawer and waits until its level is known, or cannot be.
    ///
    /// - Parameter pin: of a printer's connector; nil when none was named.
    func start(_ values: Values, pin: DrawerPin? = nil) async throws(Failure) -> DrawerInUse {
        let address = try device.address(values)
        switch try kind(values, at: address) {
        case .printer:
            return try await startOnPrinter(values, at: address, pin: pin ?? .pin2)
        case .serial(let box, let level):
            try refuse(pin)
            let port = BoxDrawerPort(box, opener: POSIXOpener(), time: SystemTime())
            return try await start(port, sensor: level)
        case .posiflex:
            try refuse(pin)
            let port = BoxDrawerPort(
                posiflex: address, opener: Self.reportOpener(for: address), time: SystemTime())
            // Its level is high while it is shut.
            return try await start(port, sensor: .lowWhenOpen)
        }
    }

    private static func reportOpener(for address: Address) -> any ReportLinkOpener {
        if case .usb = address { USBReportOpener() } else { POSIXReportOpener() }
    }

    private func refuse(_ pin: DrawerPin?) throws(Failure) {
        if pin != nil { throw Failure(.usage, "--pin is for drawers on a printer") }
    }

    // MARK: What it is

    private enum Kind {
        case printer
        case serial(SerialBox, DrawerSettings.Sensor)
        case posiflex
    }

    private func kind(_ values: Values, at address: Address) throws(Failure) -> Kind {
        switch (values[box], address) {
        case (.serial(let trigger)?, .serial(let path, let settings)):
            let wanted = values[sensor] ?? SensorChoice(level: .none)
            try check(wanted, for: trigger)
            let box = SerialBox(
                path: path, settings: settings, trigger: trigger,
                sensor: wanted.level == .none ? nil : wanted.line)
            return .serial(box, wanted.level)
        case (.serial?, _):
            throw Failure(
                .usage, "--box: a box of that kind is on a serial line, not at \(address)")
        case (.posiflex?, .usb), (.posiflex?, .hidraw), (nil, .hidraw): break
        case (.posiflex?, _):
            throw Failure(.usage, "--box posiflex: such a drawer is at usb: or hidraw:")
        case (nil, .usb(.model(let vendor, let product)))
        where PosiflexReports(vendor: vendor, product: product) != nil: break
        case (nil, _): return .printer
        }
        guard values[sensor] == nil else {
            throw Failure(.usage, "--sensor: a Posiflex drawer tells by itself whether it is open")
        }
        return .posiflex
    }

    private func check(
        _ wanted: SensorChoice, for trigger: SerialBox.Trigger
    ) throws(Failure) {
        guard wanted.level != .none else { return }
        if wanted.line == nil {
            throw Failure(
                .usage, "--sensor: name the line that the box uses: cts:\(wanted.level.rawValue)")
        }
        if trigger == .opening {
            throw Failure(
                .usage, "--sensor: reading it means opening the port, which opens this drawer")
        }
    }

    // MARK: Starting it

    private func start(
        _ port: BoxDrawerPort, sensor: DrawerSettings.Sensor
    ) async throws(Failure) -> DrawerInUse {
        // The pulse is the box's own; its length here is what the solenoid's rest is reckoned from.
        let settings = DrawerSettings(
            pulse: Profiles.generic80.pulse, sensor: sensor, isLevelPushed: false)
        let drawer = CashDrawer(port: port, settings: settings, time: SystemTime())
        await drawer.start()
        do throws(LinkError) {
            try await port.opened()
        } catch {
            await drawer.stop()
            throw Failure(error)
        }
        if sensor != .none { _ = await drawer.settled(within: .seconds(2)) }
        return DrawerInUse(drawer, at: DrawerPlace(address: port.address, isPrinter: false)) {}
    }

    private func startOnPrinter(
        _ values: Values, at address: Address, pin: DrawerPin
    ) async throws(Failure) -> DrawerInUse {
        let choice = try DeviceChoice(address, profile: device.profile(values, for: address))
        var pulse = choice.profile.pulse
        pulse.connector = pin.rawValue
        let settings = DrawerSettings(
            pulse: pulse, sensor: try printerSensor(values, at: address),
            isLevelPushed: choice.profile.status.contains(.automatic))
        let counter = try Counter(choice)
        let drawer = CashDrawer(printer: counter.printer, settings: settings, time: SystemTime())
        await drawer.start()
        _ = try await counter.firstStatus(within: .seconds(5))
        if settings.sensor != .none {
            // The level counts once it has stood for the time of a bounce.
            try? await SystemTime().sleep(until: SystemTime().now() + settings.debounce * 2)
        }
        return DrawerInUse(drawer, at: DrawerPlace(address: address, isPrinter: true)) {
            await counter.close()
        }
    }

    private func printerSensor(
        _ values: Values, at address: Address
    ) throws(Failure) -> DrawerSettings.Sensor {
        if let wanted = values[sensor] {
            if wanted.line != nil {
                throw Failure(
                    .usage, "--sensor: a printer has one pin for the switch; leave the line out")
            }
            return wanted.level
        }
        guard case .simulator(let options) = address else { return .none }
        return options["sensor"].flatMap(DrawerSettings.Sensor.init) ?? .highWhenOpen
    }
}

/// What a drawer hangs on.
struct DrawerPlace: Sendable {
    let address: Address
    let isPrinter: Bool
}

/// A started drawer.
struct DrawerInUse: Sendable {
    let drawer: CashDrawer
    let place: DrawerPlace
    private let end: @Sendable () async -> Void

    init(_ drawer: CashDrawer, at place: DrawerPlace, end: @escaping @Sendable () async -> Void) {
        self.drawer = drawer
        self.place = place
        self.end = end
    }

    func close() async {
        await drawer.stop()
        await end()
    }
}
