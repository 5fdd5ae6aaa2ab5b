/// Reports for a device, put together from its own descriptor.
extension ReportDescriptor {
    /// The report that has `usage` at 1 and all else at 0.
    ///
    /// - Returns: nil when the descriptor has no such usage in a report of that kind.
    func report(_ kind: Report.Kind, setting usage: Usage) -> [UInt8]? {
        for report in reports where report.kind == kind {
            for field in report.fields where !field.flags.contains(.constant) {
                guard let index = field.index(of: usage) else { continue }
                var bytes = report.blank
                field.set(1, at: index, in: &bytes)
                return bytes
            }
        }
        return nil
    }

    /// The report that has `usage`, with everything at 0.
    func blankReport(_ kind: Report.Kind, having usage: Usage) -> [UInt8]? {
        reports.first { report in
            report.kind == kind
                && report.fields.contains {
                    !$0.flags.contains(.constant) && $0.index(of: usage) != nil
                }
        }?.blank
    }

    /// What makes the device do it.
    ///
    /// - Returns: nil when the descriptor has nothing for it.
    func command(_ command: ScannerCommand) -> (kind: Report.Kind, bytes: [UInt8])? {
        let output: [UInt8]?
        switch command {
        case .trigger:
            output =
                report(.output, setting: POSUsage.initiateRead)
                ?? report(.output, setting: POSUsage.triggerState)
        case .prevent:
            output =
                report(.output, setting: POSUsage.preventRead)
                ?? blankReport(.output, having: POSUsage.triggerState)
        case .allow: output = blankReport(.output, having: POSUsage.preventRead)
        case .goodBeep: output = report(.output, setting: POSUsage.goodReadBeep)
        case .errorBeep: output = report(.output, setting: POSUsage.errorBeep)
        case .capsLockOff: output = blankReport(.output, having: POSUsage.capsLockLight)
        case .stopTyping:
            // 1 stands for the interface that reports; 0 would make it type.
            return report(.feature, setting: HoneywellUsage.outputRedirection)
                .map { (.feature, $0) }
        }
        return output.map { (.output, $0) }
    }
}
