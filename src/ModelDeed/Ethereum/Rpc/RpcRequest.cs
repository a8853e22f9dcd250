using System.Buffers;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A method and its parameters, written once and sent as often as it takes.</summary>
public sealed class RpcRequest
{
    private static readonly Action<Utf8JsonWriter> None = _ => { };

    private readonly ReadOnlyMemory<byte> _parameters;

    /// <summary>A call with the parameters that <paramref name="write"/> puts into the array.</summary>
    public RpcRequest(string method, Action<Utf8JsonWriter> write)
    {
        Method = method;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            write(json);
            json.WriteEndArray();
        }
        _parameters = buffer.WrittenMemory;
    }

    /// <summary>A call without parameters.</summary>
    public RpcRequest(string method) : this(method, None)
    {
    }

    /// <summary>The JSON-RPC method, e.g. <c>eth_chainId</c>.</summary>
    public string Method { get; }

    internal void Write(Utf8JsonWriter json, long id)
    {
        json.WriteStartObject();
        json.WriteString("jsonrpc"u8, "2.0"u8);
        json.WriteNumber("id"u8, id);
        json.WriteString("method"u8, Method);
        json.WritePropertyName("params"u8);
        json.WriteRawValue(_parameters.Span, skipInputValidation: true);
        json.WriteEndObject();
    }
}

/// <summary>Reads a call's <c>result</c>. What it throws for JSON of an unexpected form makes the answer malformed.</summary>
/// <param name="json">The value alone, valid during the call only.</param>
public delegate T RpcRead<out T>(ReadOnlySpan<byte> json);

/// <summary>One answer of a batch: a value, or why there is none.</summary>
public readonly record struct RpcAnswer<T>(T? Value, RpcException? Error)
{
    /// <summary>The value.</summary>
    /// <exception cref="RpcException">This call of the batch failed.</exception>
    public T Require() => Error is null ? Value! : throw Error;
}
