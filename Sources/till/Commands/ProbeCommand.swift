internal import Devices
internal import POSIXTransport
internal import Transport

/// `till probe`
struct ProbeCommand: Subcommand {
    let place = Argument(
        .text("ADDRESS"),
        help: "the line: serial:/dev/ttyUSB0; its baud and parity, if given, are tried first")
    let json = Flag("json", help: "report as one line of JSON")

    var name: String { "probe" }
    var summary: String { "Finds the speed, parity and handshake of a printer on a serial line." }
    var discussion: [String] {
        [
            "It asks how the printer is, at one setting after another, and writes the address to use. "
                + "Nothing is printed and no drawer is opened by what it sends; but Linux raises the "
                + "lines DTR and RTS when a port is opened, and some drawer boxes open at that.",
            "A search without an answer takes about ten seconds.",
        ]
    }
    var options: [any OptionDeclaration] { [json] }
    var arguments: [any ArgumentDeclaration] { [place] }
    var outcomes: [Outcome] {
        [
            Outcome(.done, "found; the address is on standard output"),
            Outcome(.negative, "something answers, and not as an ESC/POS printer does"),
            Outcome(.absent, "there is no such line, or nothing answers on it"), Outcome(.denied),
            Outcome(.busy), Outcome(.device),
        ]
    }

    func run(_ values: Values) async -> ExitCode {
        await reporting { () async throws(Failure) in
            guard case .serial(let path, var guess) = try DeviceOptions.address(in: values[place])
            else { throw Failure(.usage, "only a serial line is probed, as serial:/dev/ttyUSB0") }
            // A handshake that does not fit the cable would keep every question in.
            guess.flow = .none
            let outcome: SerialProbe.Outcome
            do throws(LinkError) {
                let line = try await POSIXOpener().openLine(path, guess)
                Interrupts.handle { await line.close() }
                do throws(LinkError) {
                    outcome = try await SerialProber.run(
                        SerialProbe(guess: guess), on: line, time: SystemTime())
                } catch {
                    await line.close()
                    throw error
                }
                await line.close()
            } catch {
                throw Failure(error)
            }
            return report(outcome, path: path, asJSON: values[json])
        }
    }

    private struct Report: Encodable {
        var outcome: String
        var address: String?
        var baud: Int?
        var parity: String?
        var flow: String?
        var handshake: String?
        var isOnline: Bool?
    }

    private func report(_ outcome: SerialProbe.Outcome, path: String, asJSON: Bool) -> ExitCode {
        var report: Report
        let code: ExitCode
        switch outcome {
        case .found(let finding):
            let settings = finding.settings
            report = Report(
                outcome: "found", address: "\(Address.serial(path: path, settings))",
                baud: settings.baud, parity: settings.parity.rawValue, flow: settings.flow.rawValue,
                handshake: finding.handshake.word, isOnline: finding.isOnline)
            code = .done
            Console.note("\(finding.handshake.words)")
            if !finding.isOnline {
                Console.note("the printer is offline: probe again when it has paper and is shut")
            }
            if !asJSON { Console.out(report.address ?? "") }
        case .noise:
            report = Report(outcome: "noise")
            code = .negative
            Console.note("till probe: something answers, and not as an ESC/POS printer does")
        case .silent:
            report = Report(outcome: "silent")
            code = .absent
            Console.note(
                "till probe: nothing answers; is the printer on, is the cable a null-modem cable, "
                    + "and does the printer know DLE EOT?")
        }
        if asJSON { Console.json(report) }
        return code
    }
}

extension SerialProbe.Handshake {
    fileprivate var word: String {
        switch self {
        case .clearToSend: "cts"
        case .dataSetReady: "dsr"
        case .characters: "xonxoff"
        case .nothingSeen: "unknown"
        }
    }

    fileprivate var words: String {
        switch self {
        case .clearToSend: "handshake: the cable leads the printer's ready line to CTS"
        case .dataSetReady:
            "handshake: the ready line arrives at DSR alone; a cable that leads it to CTS is better"
        case .characters: "handshake: the printer sent XON or XOFF"
        case .nothingSeen:
            "handshake: none of the lines is on; xonxoff works if the printer is set to it (DIP switch)"
        }
    }
}
