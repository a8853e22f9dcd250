namespace ModelDeed.Ethereum;

/// <summary>Lines that end with a line feed; what follows the last one is left out. The buffer grows to the longest line.</summary>
internal sealed class JournalLines(Stream file)
{
    private byte[] _buffer = new byte[64 << 10];
    private long _origin; // of the buffer in the file
    private int _filled;
    private int _next;
    private Range _line;

    /// <summary>The line, without its line feed, valid until the next.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_line);

    /// <summary>Where the next line begins in the file.</summary>
    public long End => _origin + _next;

    public void Seek(long position)
    {
        file.Position = _origin = position;
        _filled = _next = 0;
    }

    public bool Next()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_next, _filled - _next).IndexOf((byte)'\n');
            if (length >= 0)
            {
                _line = _next..(_next + length);
                _next += length + 1;
                return true;
            }
            if (!Fill()) return false;
        }
    }

    private bool Fill()
    {
        _buffer.AsSpan(_next.._filled).CopyTo(_buffer);
        _origin += _next;
        _filled -= _next;
        _next = 0;
        if (_filled == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = file.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        return read > 0;
    }
}
