namespace ModelDeed.Server.Search;

/// <summary>Where a word stands in a title, the best place first. A title's score is the sum of <see cref="Places.Weight"/> of the best place of each
/// searched word: whole numbers that depend on the title and the words alone, so that no other title's coming or going reorders hits.</summary>
internal enum Place : byte
{
    /// <summary>A name of at most three words.</summary>
    ShortName,

    /// <summary>A longer name.</summary>
    Name,

    /// <summary>Tags, task, format.</summary>
    Tag,

    /// <summary>The author's name, or the address of author or owner.</summary>
    Author,

    /// <summary>The description.</summary>
    Description,
}

/// <summary>The weights of places.</summary>
internal static class Places
{
    /// <summary>How many there are.</summary>
    public const int Count = 5;

    /// <summary>What a word in the place adds to the score.</summary>
    public static int Weight(Place place) => place switch
    {
        Place.ShortName => 8,
        Place.Name => 6,
        Place.Tag => 4,
        Place.Author => 3,
        Place.Description => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(place), place, "No such place."),
    };
}
