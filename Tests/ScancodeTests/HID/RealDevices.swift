// Report descriptors as devices gave them, and what hid-tools 0.12 makes of each.

extension RealDevice {
    static let xboxController = RealDevice(
        source: "libusb/hidapi, windows/test/data/045E_02FF_0005_0001",
        hex: """
            05 01 09 05 A1 01 A1 00 09 30 09 31 15 00 26 FF FF 35 00 46 FF FF 95 02 75 10 81 02
            C0 A1 00 09 33 09 34 15 00 26 FF FF 35 00 46 FF FF 95 02 75 10 81 02 C0 A1 00 09 32
            15 00 26 FF FF 35 00 46 FF FF 95 01 75 10 81 02 C0 05 09 19 01 29 10 95 10 75 01 81
            02 05 01 09 39 15 01 25 08 35 00 46 3B 10 66 0E 00 75 04 95 01 81 42 75 04 95 01 81
            03 75 08 95 02 81 03 C0
            """,
        fields: """
            input 0 @0 2x16 var 0001:30-31 0...65535
            input 0 @32 2x16 var 0001:33-34 0...65535
            input 0 @64 1x16 var 0001:32 0...65535
            input 0 @80 16x1 var 0009:01-10 0...65535
            input 0 @96 1x4 var 0001:39 1...8
            input 0 @100 1x20 pad
            """)

    static let cherryKeyboard = RealDevice(
        source: "libusb/hidapi, windows/test/data/046A_0011_0006_0001",
        hex: """
            05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 75 08 95 01 81 03
            19 00 29 DD 15 00 26 DD 00 75 08 95 06 81 00 05 08 19 01 29 03 15 00 25 01 75 01 95
            03 91 02 75 05 95 01 91 03 C0
            """,
        fields: """
            input 0 @0 8x1 var 0007:E0-E7 0...1
            input 0 @8 1x8 pad
            input 0 @16 6x8 array 0...221
            output 0 @0 3x1 var 0008:01-03 0...1
            output 0 @3 1x5 pad
            """)

    static let logitechMouse = RealDevice(
        source: "libusb/hidapi, windows/test/data/046D_C077_0002_0001",
        hex: """
            05 01 09 02 A1 01 09 01 A1 00 05 09 19 01 29 03 15 00 25 01 95 08 75 01 81 02 05 01
            09 30 09 31 09 38 15 81 25 7F 75 08 95 03 81 06 C0 C0
            """,
        fields: """
            input 0 @0 3x1 var 0009:01-03 0...1
            input 0 @3 5x1 var 0009:03 0...1
            input 0 @8 2x8 var 0001:30-31 -127...127
            input 0 @24 1x8 var 0001:38 -127...127
            """)

    static let logitechReceiver = RealDevice(
        source: "libusb/hidapi, windows/test/data/046D_C52F_0001_000C",
        hex: """
            05 0C 09 01 A1 01 85 03 75 10 95 02 15 01 26 8C 02 19 01 2A 8C 02 81 00 C0
            """,
        fields: """
            input 3 @8 2x16 array 1...652
            """)

    static let bluetoothMouse = RealDevice(
        source: "libusb/hidapi, windows/test/data/046D_B010_0001_000C",
        hex: """
            05 01 09 02 A1 01 85 02 09 01 A1 00 05 09 19 01 29 08 15 00 25 01 75 01 95 08 81 02
            05 01 09 30 09 31 16 01 F8 26 FF 07 75 0C 95 02 81 06 09 38 15 81 25 7F 75 08 95 01
            81 06 05 0C 0A 38 02 75 08 95 01 81 06 C0 C0 05 0C 09 01 A1 01 85 03 05 06 09 20 15
            00 26 64 00 75 08 95 01 81 02 C0 06 00 FF 09 01 A1 01 85 10 75 08 95 06 15 00 26 FF
            00 09 01 81 00 09 01 91 00 C0 06 00 FF 09 02 A1 01 85 11 75 08 95 13 15 00 26 FF 00
            09 02 81 00 09 02 91 00 C0 05 01 09 06 A1 01 85 04 75 01 95 08 05 07 19 E0 29 E7 15
            00 25 01 81 02 95 01 75 08 81 03 95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91
            03 95 06 75 08 15 00 26 FF 00 05 07 19 00 29 FF 81 00 C0 05 0C 09 01 A1 01 85 05 15
            00 25 01 75 01 95 02 0A 25 02 0A 24 02 81 02 95 01 75 06 81 03 C0
            """,
        fields: """
            input 2 @8 8x1 var 0009:01-08 0...1
            input 2 @16 2x12 var 0001:30-31 -2047...2047
            input 2 @40 1x8 var 0001:38 -127...127
            input 2 @48 1x8 var 000C:238 -127...127
            input 3 @8 1x8 var 0006:20 0...100
            input 4 @8 8x1 var 0007:E0-E7 0...1
            input 4 @16 1x8 pad
            input 4 @24 6x8 array 0...255
            input 5 @8 1x1 var 000C:225 0...1
            input 5 @9 1x1 var 000C:224 0...1
            input 5 @10 1x6 pad
            input 16 @8 6x8 array 0...255
            input 17 @8 19x8 array 0...255
            output 4 @8 5x1 var 0008:01-05 0...1
            output 4 @13 1x3 pad
            output 16 @8 6x8 array 0...255
            output 17 @8 19x8 array 0...255
            """)

    static let wingmanForce = RealDevice(
        source: "libusb/hidapi, windows/test/data/046D_C283_0004_0001",
        hex: """
            05 01 09 04 A1 01 09 00 A1 02 09 01 A1 00 09 30 09 31 15 00 26 FF 00 35 00 46 FF 00
            75 08 95 02 81 02 06 00 FF 09 01 15 00 25 0F 75 04 95 01 81 02 05 01 09 39 15 00 25
            07 35 00 46 3B 01 65 14 75 04 95 01 81 42 09 35 15 00 26 FF 00 35 00 46 FF 00 75 08
            95 01 81 02 C0 05 09 19 01 29 07 15 00 25 01 75 01 95 07 45 00 65 00 81 02 75 01 95
            01 81 03 05 01 09 36 15 00 26 FF 00 35 00 46 FF 00 75 08 95 01 81 02 06 00 FF 09 01
            15 00 26 FF 00 75 08 95 01 81 02 C0 09 00 A1 02 09 02 15 00 26 FF 00 75 08 95 08 91
            02 C0 C0
            """,
        fields: """
            input 0 @0 2x8 var 0001:30-31 0...255
            input 0 @16 1x4 var FF00:01 0...15
            input 0 @20 1x4 var 0001:39 0...7
            input 0 @24 1x8 var 0001:35 0...255
            input 0 @32 7x1 var 0009:01-07 0...1
            input 0 @39 1x1 pad
            input 0 @40 1x8 var 0001:36 0...255
            input 0 @48 1x8 var FF00:01 0...255
            output 0 @0 8x8 var FF00:02 0...255
            """)

    static let headset = RealDevice(
        source: "libusb/hidapi, windows/test/data/047F_C056_0005_000B",
        hex: """
            05 0B 09 05 A1 01 85 08 15 00 25 01 09 2F 75 01 95 01 81 06 09 20 09 21 75 01 95 02
            81 22 95 05 81 01 05 08 85 09 09 09 95 01 91 22 95 07 91 01 85 17 09 17 95 01 91 22
            95 07 91 01 85 18 09 18 95 01 91 22 95 07 91 01 85 1E 09 1E 95 01 91 22 95 07 91 01
            85 20 09 20 95 01 91 22 95 07 91 01 85 2A 09 2A 95 01 91 22 95 07 91 01 C0
            """,
        fields: """
            input 8 @8 1x1 var 000B:2F 0...1
            input 8 @9 2x1 var 000B:20-21 0...1
            input 8 @11 1x5 pad
            output 9 @8 1x1 var 0008:09 0...1
            output 9 @9 1x7 pad
            output 23 @8 1x1 var 0008:17 0...1
            output 23 @9 1x7 pad
            output 24 @8 1x1 var 0008:18 0...1
            output 24 @9 1x7 pad
            output 30 @8 1x1 var 0008:1E 0...1
            output 30 @9 1x7 pad
            output 32 @8 1x1 var 0008:20 0...1
            output 32 @9 1x7 pad
            output 42 @8 1x1 var 0008:2A 0...1
            output 42 @9 1x7 pad
            """)

    static let razerMouse = RealDevice(
        source: "libusb/hidapi, windows/test/data/1532_00A3_0002_0001",
        hex: """
            05 01 09 02 A1 01 09 01 A1 00 05 09 19 01 29 05 15 00 25 01 75 01 95 05 81 02 75 01
            95 03 81 03 06 00 FF 09 40 75 08 95 02 15 81 25 7F 81 02 05 01 09 38 15 81 25 7F 75
            08 95 01 81 06 09 30 09 31 16 00 80 26 FF 7F 75 10 95 02 81 06 C0 06 00 FF 09 02 15
            00 25 01 75 08 95 5A B1 01 C0
            """,
        fields: """
            input 0 @0 5x1 var 0009:01-05 0...1
            input 0 @5 1x3 pad
            input 0 @8 2x8 var FF00:40 -127...127
            input 0 @24 1x8 var 0001:38 -127...127
            input 0 @32 2x16 var 0001:30-31 -32768...32767
            feature 0 @0 1x720 pad
            """)

    static let gryphonKeyboard = RealDevice(
        source: "felis/USB_Host_Shield_2.0, issue 669 (Datalogic Gryphon GD4400)",
        hex: """
            05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01
            95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 01 95 06 75 08 15 00 26 FF 00 05
            07 19 00 2A FF 00 81 00 C0
            """,
        fields: """
            input 0 @0 8x1 var 0007:E0-E7 0...1
            input 0 @8 1x8 pad
            input 0 @16 6x8 array 0...255
            output 0 @0 5x1 var 0008:01-05 0...1
            output 0 @5 1x3 pad
            """)

    static let pixartMouse = RealDevice(
        source: "Linux, Documentation/hid/hidintro.rst (093A:2510)",
        hex: """
            05 01 09 02 A1 01 09 01 A1 00 05 09 19 01 29 03 15 00 25 01 75 01 95 03 81 02 75 05
            95 01 81 01 05 01 09 30 09 31 09 38 15 81 25 7F 75 08 95 03 81 06 C0 C0
            """,
        fields: """
            input 0 @0 3x1 var 0009:01-03 0...1
            input 0 @3 1x5 pad
            input 0 @8 2x8 var 0001:30-31 -127...127
            input 0 @24 1x8 var 0001:38 -127...127
            """)
}
