using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Cli;

/// <summary>A currency as people name and write it: the chain's own, or a token's.</summary>
/// <param name="Token">The ERC-20; zero for the native currency.</param>
/// <param name="Symbol">Of one whole coin. A token's is a stranger's text.</param>
/// <param name="Decimals">Places of a whole coin.</param>
internal sealed record Coin(Address Token, string Symbol, int Decimals)
{
    public const string Native = "native";

    // Symbols are for reading; longer ones are for deceiving.
    private const int LongestSymbol = 16;

    /// <summary>The chain's own currency.</summary>
    public static Coin Of(ChainProfile chain) => new(Address.Zero, chain.Currency.Symbol, chain.Currency.Decimals);

    /// <summary>A token as it describes itself, or the native currency for the zero address.</summary>
    public static async Task<Coin> Of(ChainSession session, Address token, CancellationToken ct)
    {
        if (token.IsZero) return Of(session.Profile);
        if (await Try(session, token, new Erc20Contract.DecimalsCall(), ct) is not { } decimals || decimals[0] > 77)
            throw Refusal.Chain("not-token", $"{token} doesn't tell its decimals, so it isn't an ERC-20 token on {session.Profile.Name}.", "Give the address of a token's contract, or native.");
        return new Coin(token, await Try(session, token, new Erc20Contract.SymbolCall(), ct) is { } symbol ? symbol[0] : $"{token.ToString()[..8]}…", decimals[0]);
    }

    /// <summary>The currency that <c>--currency</c> names: <c>native</c>, or a token's address.</summary>
    public static Task<Coin> Parse(ChainSession session, string text, CancellationToken ct) => text.Equals(Native, StringComparison.OrdinalIgnoreCase)
        ? Task.FromResult(Of(session.Profile)) : Of(session, Address.Parse(text), ct);

    /// <summary>An exact amount with the symbol: <c>49 USDC</c>.</summary>
    public string Format(TokenAmount amount) => $"{amount.Format(Decimals)} {Symbol}";

    /// <summary>Reads an amount of whole coins.</summary>
    /// <exception cref="FormatException">No amount, or more places than the currency has.</exception>
    public TokenAmount Amount(string text) => TokenAmount.Parse(text, Decimals);

    /// <summary>How files and JSON name it.</summary>
    public override string ToString() => Token.IsZero ? Native : Token.ToString();

    private static async Task<T[]?> Try<T>(ChainSession session, Address token, IContractCall<T> call, CancellationToken ct)
    {
        try
        {
            T found = call.DecodeResult(await session.Node.Call(new CallRequest { To = token, Data = call.Encode() }, BlockTag.Latest, ct));
            return found is string { Length: 0 or > LongestSymbol } ? null : [found];
        }
        catch (Exception odd) when (odd is MalformedDataException or DecoderFallbackException or RpcException { Fault: RpcFault.Application })
        {
            return null; // no such function, or one of another form (symbols as bytes32)
        }
    }
}
