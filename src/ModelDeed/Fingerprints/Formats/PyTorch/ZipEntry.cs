namespace ModelDeed.Fingerprints;

/// <summary>An entry of a zip archive whose local header agrees with the directory.</summary>
/// <param name="Name">As it stands in the directory.</param>
/// <param name="Deflated">Compressed with deflate; stored as it is otherwise.</param>
/// <param name="Offset">Of the data, from the start of the file.</param>
/// <param name="StoredBytes">Bytes of the data in the file.</param>
/// <param name="Bytes">Bytes when unpacked.</param>
/// <param name="Crc">CRC-32 of the unpacked bytes.</param>
internal sealed record ZipEntry(string Name, bool Deflated, ulong Offset, ulong StoredBytes, ulong Bytes, uint Crc);
