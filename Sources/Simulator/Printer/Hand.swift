/// What a person does to the printer.
enum Hand: Hashable, Sendable {
    case loadPaper
    case removePaper
    case setNearEnd(Bool)
    case openCover
    case closeCover
    case pullCable
    case plugIn
    case powerOff
    case powerOn
    case pressFeed
    case releaseFeed
    case jamCutter
    case freeCutter
    /// Switches off and on, unless the cutter error is over.
    case restartIfJammed
    case overheat
    case coolDown
    case breakDown
    case pushDrawerShut
    case forceDrawerOpen
    case blockDrawer
    case unblockDrawer
    case endSlowness
}
