import Cash

extension Labels {
    func name(of tender: Tender) -> String { tender.name ?? label(of: tender.kind) }

    func label(of kind: Tender.Kind) -> String {
        switch kind {
        case .cash: cash
        case .card: card
        case .wallet: wallet
        case .voucher: voucher
        case .account: account
        case .cheque: cheque
        case .other: other
        }
    }

    func label(of kind: Denomination.Kind) -> String {
        switch kind {
        case .note: notes
        case .coin: coins
        }
    }

    /// `nil` for loose pieces, which are not named.
    func label(of pack: Pack) -> String? {
        switch pack {
        case .loose: nil
        case .roll: roll
        case .strap: strap
        case .bundle: bundle
        case .bag: bag
        }
    }

    func label(of purpose: CountSlip.Purpose) -> String {
        switch purpose {
        case .opening: opening
        case .handover: handover
        case .spot: spot
        case .closing: closing
        }
    }

    func text(of mark: SlipMark) -> String {
        switch mark {
        case .original: original
        case .copy(let number): "\(copy) \(number)"
        case .reprint: reprint
        }
    }
}
