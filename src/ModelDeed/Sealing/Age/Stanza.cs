using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>One way to a package's file key, as a header lists it.</summary>
/// <param name="Type">Its kind: <c>X25519</c>, <c>modeldeed.org/custodians-1</c>, or one that we don't know and leave alone.</param>
/// <param name="Arguments">Words behind the kind.</param>
/// <param name="Body">Its bytes.</param>
public sealed record Stanza(string Type, ImmutableArray<string> Arguments, ReadOnlyMemory<byte> Body)
{
    /// <summary>Equal in kind, arguments and body.</summary>
    public bool Equals(Stanza? other) => other is not null && Type == other.Type
        && Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan()) && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Arguments.Length, Body.Length);
}
