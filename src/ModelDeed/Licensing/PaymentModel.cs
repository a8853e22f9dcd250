namespace ModelDeed.Licensing;

/// <summary>How a license is paid for. The numbers are the contract's.</summary>
public enum PaymentModel : byte
{
    /// <summary>Nothing is due.</summary>
    Free,

    /// <summary>The price once for each license.</summary>
    OneTime,

    /// <summary>The price for each period; renewable.</summary>
    Subscription,

    /// <summary>An opening price, and a price for each unit used.</summary>
    Metered,
}

/// <summary>Yes-or-no members of terms. The bits are the contract's.</summary>
[Flags]
public enum Rights : byte
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Commercial use is allowed.</summary>
    Commercial = 1,

    /// <summary>Derivatives may be made and registered.</summary>
    Derivatives = 2,

    /// <summary>A derivative's own terms must lie within these.</summary>
    ShareAlike = 4,

    /// <summary>The asset must be named.</summary>
    Attribution = 8,

    /// <summary>The license may be handed on.</summary>
    Transferable = 16,
}
