public import ESCPOS

extension LumaPicture {
    /// The picture in printable dots, one for each of its own; ``scaled(toWidth:enlarging:)`` makes
    /// it fit the paper first.
    ///
    /// - Throws: ``ESCPOSError/imageTooLarge(width:height:)`` for more rows than `GS v 0` can carry.
    public func raster(dither: Dither = .floydSteinberg) throws(ESCPOSError) -> RasterImage {
        try RasterImage(luma: luma, width: width, height: height, dither: dither)
    }
}
