using System.CommandLine;
using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Cli;

/// <summary>The currencies that income comes in: the chain's own, and ERC-20 tokens by their addresses.</summary>
internal sealed class Currencies(ChainSession session)
{
    private const int MostDecimals = 36, LongestSymbol = 32;

    private readonly Dictionary<Address, Currency> _known = new() { [Address.Zero] = session.Profile.Currency };

    public static Option<string?> Option(string description) => new("--currency") { Description = description, HelpName = "native|0xTOKEN" };

    /// <summary>The address that <c>--currency</c> stands for: zero for native.</summary>
    public static Address Parse(string? text) => text is null or "native" ? Address.Zero : Address.TryParse(text, out Address token)
        ? token : throw Refusal.Usage($"--currency: \"{Printable.Clean(text)}\" is no currency.", "Write native, or the address of an ERC-20 token: 0x and 40 hexadecimal digits.");

    /// <summary>A currency that the user names, which must be there.</summary>
    public async Task<Currency> Require(Address currency, CancellationToken ct)
    {
        if (!currency.IsZero && (await session.Node.Code(currency, BlockTag.Latest, ct)).Length == 0)
            throw new Refusal(Exit.AnswerIsNo, "not-a-token", $"There is no contract at {currency} on {session.Profile.Name}.", "Give the address of an ERC-20 token on this chain, or native.");
        return await Of(currency, ct);
    }

    /// <summary>A currency with its symbol and decimal places. A token that doesn't tell them is shown by its address, in smallest units.</summary>
    public async Task<Currency> Of(Address currency, CancellationToken ct)
    {
        if (_known.TryGetValue(currency, out Currency? known)) return known;
        byte? decimals = await Ask<byte?>(currency, data => new Erc20Contract.DecimalsCall().DecodeResult(data), new Erc20Contract.DecimalsCall(), ct);
        string? symbol = await Ask(currency, data => new Erc20Contract.SymbolCall().DecodeResult(data), new Erc20Contract.SymbolCall(), ct);
        bool tells = decimals <= MostDecimals && symbol is { Length: > 0 and <= LongestSymbol };
        return _known[currency] = tells ? new Currency(symbol!, Printable.Clean(symbol!), decimals!.Value) : new Currency($"{currency}", $"units of {currency}", 0);
    }

    /// <summary>An exact amount for people. Anybody may call a token anything, so its address stands there too.</summary>
    public async Task<string> Format(Address currency, BigInteger units, CancellationToken ct)
    {
        Currency known = await Of(currency, ct);
        return known.Format(new TokenAmount(units)) + (currency.IsZero || known.Name == $"{currency}" ? "" : $" ({currency})");
    }

    /// <summary>How a currency stands in JSON and CSV: <c>native</c> or the token's address.</summary>
    public static string Name(Address currency) => currency.IsZero ? "native" : currency.ToString();

    private async Task<T?> Ask<T>(Address token, Func<byte[], T> decode, IContractCall call, CancellationToken ct)
    {
        try
        {
            return decode(await session.Node.Call(new CallRequest { To = token, Data = call.Encode() }, BlockTag.Latest, ct));
        }
        catch (Exception silent) when (silent is RpcException { Fault: RpcFault.Application } or MalformedDataException or ArgumentException)
        {
            return default;
        }
    }
}
