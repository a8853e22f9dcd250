namespace ModelDeed.Titles;

/// <summary>What a title is of. The numbers are the contract's.</summary>
public enum AssetKind : byte
{
    /// <summary>A trained model.</summary>
    Model,

    /// <summary>Data to train or test with.</summary>
    Dataset,

    /// <summary>A method, in code or words.</summary>
    Algorithm,

    /// <summary>A program.</summary>
    Software,

    /// <summary>Something a model made.</summary>
    Output,
}
