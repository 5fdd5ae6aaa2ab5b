let program = Program(
    name: "till",
    summary: "Prints receipts, opens drawers and counts the cash in them.",
    commands: [
        PrintCommand(), StatusCommand(), DrawerOpenCommand(), DrawerStatusCommand(),
        DrawerWaitCommand(), CountCommand(), ScanCommand(), DevicesCommand(), ProbeCommand(),
        DoctorUdevCommand(), SimCommand(),
    ])

Runner.run(program, Array(CommandLine.arguments.dropFirst()))
