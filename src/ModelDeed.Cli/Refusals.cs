using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>Exceptions that a user can cause, in the command line's words.</summary>
internal static class Refusals
{
    /// <summary>The refusal that stands for <paramref name="exception"/>, or null for a bug, which shall crash with its trace.</summary>
    public static Refusal? Of(Exception exception) => exception switch
    {
        Refusal refusal => refusal,
        ModelFormatException format => new Refusal(Exit.Unreadable, "model-format", format.Message, "--opaque takes it as opaque bytes."),
        ChainProfileException profile => new Refusal(Exit.Usage, "chain-profile", profile.Message, "See deed chain list."),
        WrongChainException wrong => Refusal.Chain("wrong-chain", wrong.Message),
        RpcException { Fault: RpcFault.Application } refused => Refusal.Chain("rpc-refused", refused.Message),
        RpcException unreachable => Refusal.Chain("rpc", unreachable.Message, "Is the node up, and the URL right? Try again, or use another chain profile."),
        EmbeddedChainException embedded => Refusal.Chain("embedded-chain", embedded.Message),
        ManifestException manifest => Refusal.Unreadable(manifest.Message),
        StoreException store => Of(store),
        ContentException content => Refusal.Unreadable(content.Message),
        ModelDeed.Sealing.SealedDataException broken => new Refusal(Exit.AnswerIsNo, "sealed-data", broken.Message),
        FileNotFoundException or DirectoryNotFoundException => Refusal.Unreadable(exception.Message, "Check the path."),
        UnauthorizedAccessException => Refusal.Unreadable(exception.Message, "You may not read (or write) it: check its permissions."),
        IOException => Refusal.Unreadable(exception.Message),
        FormatException => Refusal.Usage(exception.Message),
        _ => null,
    };

    private static Refusal Of(StoreException store) => store.Fault switch
    {
        StoreFault.Missing => new Refusal(Exit.AnswerIsNo, "block-missing", store.Message),
        StoreFault.Damaged => new Refusal(Exit.Unreadable, "block-damaged", store.Message),
        StoreFault.Disk => new Refusal(Exit.Unreadable, "store-disk", store.Message),
        StoreFault.Lied => new Refusal(Exit.Chain, "store-lied", store.Message),
        StoreFault.Refused => new Refusal(Exit.Chain, "store-refused", store.Message),
        _ => new Refusal(Exit.Chain, "store-failed", store.Message),
    };
}
