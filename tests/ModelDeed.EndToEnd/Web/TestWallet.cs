using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Web;

/// <summary>A wallet as browsers have them: it announces itself by EIP-6963, asks before it does anything, and signs with a key that the page never sees.</summary>
internal sealed class TestWallet(EthereumNode node, PrivateKey key) : IDisposable
{
    private const string Script = """
        (() => {
          const heard = {};
          const provider = {
            async request({ method, params }) {
              const answer = JSON.parse(await window.testWallet(method, JSON.stringify(params ?? [])));
              if (answer.error) throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
              return answer.result;
            },
            on(event, then) { (heard[event] ??= []).push(then); },
          };
          window.testWalletSays = (event, value) => (heard[event] ?? []).forEach(then => then(value));
          const detail = Object.freeze({ info: Object.freeze({ uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'Test Wallet', icon: 'data:,', rdns: 'example.test-wallet' }), provider });
          const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
          window.addEventListener('eip6963:requestProvider', announce);
          announce();
        })();
        """;

    private bool _connected;

    /// <summary>What the person was asked for, in order.</summary>
    public List<string> Prompts { get; } = [];

    /// <summary>Whether the person says no to transactions.</summary>
    public bool Declines { get; set; }

    /// <summary>Whether it can't sign typed data, as simple wallets can't.</summary>
    public bool CannotSign { get; set; }

    /// <summary>The network that it is on.</summary>
    public ulong ChainId { get; set; } = 31337;

    public Address Account => key.Address;

    /// <summary>The hash of what was sent last.</summary>
    public Hash32 Sent { get; private set; }

    /// <summary>Puts it into every page of a browser's profile.</summary>
    public async Task Install(IBrowserContext context)
    {
        await context.ExposeBindingAsync<string, string, string>("testWallet", (_, method, parameters) => Answer(method, parameters).GetAwaiter().GetResult());
        await context.AddInitScriptAsync(Script);
    }

    /// <summary>Sends nothing to itself in the place of what was sent last, for a higher fee.</summary>
    public async Task Replace()
    {
        SignedTransaction signed = new Eip1559Transaction(ChainId, _nonce, 5_000_000_000, 60_000_000_000, 21_000, Account, UInt256.Zero, Array.Empty<byte>(), []).Sign(key);
        await node.SendRaw(signed, CancellationToken.None);
    }

    public void Dispose() => key.Dispose();

    private async Task<string> Answer(string method, string parameters)
    {
        using JsonDocument json = JsonDocument.Parse(parameters);
        JsonElement first = json.RootElement.GetArrayLength() > 0 ? json.RootElement[0] : default;
        switch (method)
        {
            case "eth_requestAccounts":
                Prompts.Add("connect");
                _connected = true;
                return Result(new[] { $"{Account}" });
            case "eth_accounts":
                return Result(_connected ? new[] { $"{Account}" } : []);
            case "eth_chainId":
                return Result($"0x{ChainId:x}");
            case "wallet_switchEthereumChain":
                Prompts.Add("switch");
                ChainId = ulong.Parse(first.Text("chainId")[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return Result(null);
            case "eth_sendTransaction":
                Prompts.Add("send");
                return Declines ? Error(4001, "User rejected the request.") : Result($"{Sent = await Send(first)}");
            case "eth_signTypedData_v4" when CannotSign:
                return Error(4200, "Typed data isn't supported.");
            case "personal_sign":
                Prompts.Add("sign in");
                return Declines ? Error(4001, "User rejected the request.") : Result(Hex.Encode(key.Sign(PersonalMessage.Digest(Hex.Decode(json.RootElement[0].GetString()!))).ToArray()));
            case "eth_signTypedData_v4":
                Prompts.Add("sign");
                return Declines ? Error(4001, "User rejected the request.") : Result(Hex.Encode(key.Sign(TypedData.Parse(json.RootElement[1].GetString()!).Digest).ToArray()));
            case "eth_getTransactionByHash":
                return Result(await node.Transaction(Hash32.Parse(json.RootElement[0].GetString()!), CancellationToken.None) is null ? null : new { nonce = $"0x{_nonce:x}" });
            default:
                return Error(4200, $"{method} isn't supported.");
        }
    }

    private ulong _nonce;

    private async Task<Hash32> Send(JsonElement asked)
    {
        _nonce = await node.TransactionCount(Account, BlockTag.Pending, CancellationToken.None);
        UInt256 value = (UInt256)System.Numerics.BigInteger.Parse("0" + asked.Text("value")[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        ulong gas = asked.TryGetProperty("gas", out JsonElement limit) ? ulong.Parse(limit.GetString()![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 1_000_000;
        SignedTransaction signed = new Eip1559Transaction(ChainId, _nonce, 1_000_000_000, 20_000_000_000, gas, Address.Parse(asked.Text("to")), value, Hex.Decode(asked.Text("data")), []).Sign(key);
        await node.SendRaw(signed, CancellationToken.None);
        return signed.Hash;
    }

    private static string Result(object? value) => JsonSerializer.Serialize(new { result = value });

    private static string Error(int code, string message) => JsonSerializer.Serialize(new { error = new { code, message } });
}
