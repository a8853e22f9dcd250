namespace ModelDeed.Ethereum;

/// <summary>A call of a contract's function with its arguments. The generated bindings implement it, one record per function.</summary>
public interface IContractCall
{
    /// <summary>The call data: selector and encoded arguments.</summary>
    /// <exception cref="ArgumentException">An argument is outside of its Solidity type.</exception>
    byte[] Encode();
}

/// <summary>A call whose function returns something.</summary>
/// <typeparam name="TResult">What it returns.</typeparam>
public interface IContractCall<out TResult> : IContractCall
{
    /// <summary>Decodes what the call returned.</summary>
    /// <exception cref="MalformedDataException">The data don't suit the function's results.</exception>
    TResult DecodeResult(ReadOnlySpan<byte> data);
}
