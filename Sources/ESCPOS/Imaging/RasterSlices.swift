extension RasterImage {
    /// The picture cut into slices that one `GS v 0` each can carry.
    ///
    /// No slice has a multiple of 48 rows: after such a one, POS-5890 printers take what follows
    /// for garbage (python-escpos issue 424). A row more or less at the seam shows nowhere, since
    /// slices join without a gap.
    ///
    /// No slice holds a real-time command either: a logo must not be able to open the drawer. Where
    /// dots spell one, one white dot beside a black one becomes black.
    func slices(maxRows: Int) -> [RasterImage] {
        guard bytesPerRow > 0 else { return [] }
        var slices: [RasterImage] = []
        var row = 0
        while row < height {
            var rows = min(max(1, min(maxRows, Self.rowsMax)), height - row)
            if rows % 48 == 0 { rows -= 1 }
            var data = Array(data[row * bytesPerRow..<(row + rows) * bytesPerRow])
            data.blackenRealTimeCommands()
            if let slice = RasterImage(bytesPerRow: bytesPerRow, height: rows, data: data) {
                slices.append(slice)
            }
            row += rows
        }
        return slices
    }

    /// With fewer rows, the length field of `GS v 0` never spells a real-time command (10h 04h,
    /// 10h 05h, 10h 14h), which printers would carry out while they read it.
    private static let rowsMax = 1023
}
