extension Encoder {
    /// Appends a picture at the start of a line, in slices that the printer takes.
    ///
    /// Printers carry out real-time commands even while they read a picture. Where dots happen to
    /// spell one, a single white dot is printed black instead; about one in twenty thousand bytes
    /// of a photograph is such a place.
    ///
    /// - Parameter align: where the picture stands; `nil` leaves the alignment as it is. The
    ///   alignment known before is back afterwards.
    /// - Throws: ``ESCPOSError/imageTooWide(dots:limit:)``; nothing is appended.
    public mutating func raster(
        _ image: RasterImage, align: Alignment? = nil
    ) throws(ESCPOSError) {
        guard image.width <= profile.dotsPerLine else {
            throw .imageTooWide(dots: image.width, limit: profile.dotsPerLine)
        }
        let slices = image.slices(maxRows: profile.rasterSliceRows)
        aligned(align) { encoder in
            for slice in slices { encoder.append(.raster(slice, scale: .normal)) }
        }
    }

    /// Does `body` at the start of a line, with another alignment if one is asked for.
    mutating func aligned(_ align: Alignment?, _ body: (inout Encoder) -> Void) {
        closeLine()
        let before = mode.alignment ?? .left
        guard let align, align != mode.alignment else { return body(&self) }
        append(.align(align))
        body(&self)
        append(.align(before))
    }
}
