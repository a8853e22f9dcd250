using System.Collections.Immutable;
using System.Runtime.Intrinsics;

namespace ModelDeed.Heritage;

/// <summary>How many slices of one tensor are found again among another's by their profiles.</summary>
internal static class ProfileLikeness
{
    // Slices that are looked for: the farthest from the middle. More are there to be found, as changes put them into another order.
    private const int MostSought = 32;

    // Slices that are looked for first: where none is found, as among strangers, the rest isn't looked for.
    private const int First = 8;

    // A slice is found where another is nearer than one in twenty of the other's own slices is to its nearest.
    private const int Rarity = 20;

    // A tensor that was cut or padded has slices like the whole one's; with less than half or more than double of it, they are too different.
    private const long MostRatio = 2;

    /// <summary>The profiles of a tensor, ready to be compared; null when it has none.</summary>
    public static Profiled? Of(TensorPrint tensor) =>
        tensor.FirstProfiles.IsEmpty && tensor.LastProfiles.IsEmpty ? null : With(tensor, 0) with { Unscaled = With(tensor, 1) };

    private static Profiled With(TensorPrint tensor, int firstFigure) => new(ProfiledAxis.Of(tensor, isFirst: true, firstFigure), ProfiledAxis.Of(tensor, isFirst: false, firstFigure));

    /// <summary>Slices that were found, of those looked for, along whichever pairs of axes more are found, by all figures or by those that scaling each slice leaves; null when none can be compared.</summary>
    public static (int Found, int Slices)? Compare(Profiled left, Profiled right)
    {
        if (CompareAll(left, right) is not { } all) return null;
        (int Found, int Slices) scaled = left.Unscaled is { } mine && right.Unscaled is { } theirs ? CompareAll(mine, theirs) ?? all : all;
        return scaled.Found > all.Found ? scaled : all;
    }

    private static (int Found, int Slices)? CompareAll(Profiled left, Profiled right)
    {
        (int Found, int Slices) straight = Sum(Found(left.First, right.First), Found(left.Last, right.Last)), turned = Sum(Found(left.First, right.Last), Found(left.Last, right.First));
        (int Found, int Slices) best = straight.Slices > 0 && straight.Found * turned.Slices >= turned.Found * straight.Slices ? straight : turned;
        return best.Slices > 0 ? best : null;
    }

    private static (int Found, int Slices) Sum((int Found, int Slices) one, (int Found, int Slices) other) => (one.Found + other.Found, one.Slices + other.Slices);

    private static (int Found, int Slices) Found(ProfiledAxis? sought, ProfiledAxis? among)
    {
        if (sought is null || among is null || !IsNear(sought.Length, among.Length) || !IsNear(sought.SliceLength, among.SliceLength)) return (0, 0);
        int slices = Math.Min(MostSought, sought.Profiles.Length), found = 0;
        for (int i = 0; i < slices; i++)
        {
            if (i == First && found == 0) break;
            if (Nearest(sought.Profiles[i], among.Profiles, -1) < among.Near) found++;
        }
        return (found, slices);
    }

    private static bool IsNear(long left, long right) => left <= MostRatio * right && right <= MostRatio * left;

    private static int Nearest(Vector128<short> profile, ImmutableArray<Vector128<short>> among, int except)
    {
        int nearest = int.MaxValue;
        for (int i = 0; i < among.Length; i++)
        {
            if (i == except) continue;
            Vector128<short> apart = profile - among[i];
            (Vector128<int> low, Vector128<int> high) = Vector128.Widen(apart);
            nearest = Math.Min(nearest, Vector128.Sum(low * low + high * high));
        }
        return nearest;
    }

    /// <summary>Both axes' profiles.</summary>
    internal sealed record Profiled(ProfiledAxis? First, ProfiledAxis? Last)
    {
        /// <summary>The same without the slices' deviations.</summary>
        public Profiled? Unscaled { get; init; }
    }

    /// <summary>An axis' profiles.</summary>
    /// <param name="Length">Slices that the axis has.</param>
    /// <param name="SliceLength">Elements of each.</param>
    /// <param name="Profiles">Figures of the slices that are kept; the last three places are zero.</param>
    /// <param name="Near">The square of a distance that fewer than one in twenty of them have to their nearest.</param>
    internal sealed record ProfiledAxis(long Length, long SliceLength, ImmutableArray<Vector128<short>> Profiles, int Near)
    {
        public static ProfiledAxis? Of(TensorPrint tensor, bool isFirst, int firstFigure)
        {
            ImmutableArray<sbyte> steps = isFirst ? tensor.FirstProfiles : tensor.LastProfiles;
            if (steps.IsEmpty) return null;
            long length = isFirst ? tensor.Axes[0] : tensor.Axes[^1];
            ImmutableArray<Vector128<short>> profiles = [.. Enumerable.Range(0, steps.Length / SliceProfiles.Figures).Select(i => At(steps, i * SliceProfiles.Figures, firstFigure)).Distinct()];
            // Slices that are all alike are found by any that is alike.
            if (profiles.Length < SliceProfiles.FewestSlices) return null;
            int[] nearest = [.. profiles.Select((profile, i) => Nearest(profile, profiles, i)).Order()];
            return new ProfiledAxis(length, tensor.Elements / length, profiles, nearest[nearest.Length / Rarity]);
        }

        private static Vector128<short> At(ImmutableArray<sbyte> steps, int at, int firstFigure) => Vector128.Create(firstFigure > 0 ? (short)0 : steps[at], steps[at + 1], steps[at + 2], steps[at + 3], steps[at + 4], 0, 0, 0);
    }
}
