using ModelDeed.Heritage;

namespace ModelDeed.Tests.Heritage;

/// <summary>Who is the child: said where what was added shows, and not where it can't be known.</summary>
public sealed class DirectionTests
{
    private static readonly Weights Parent = Weights.Squares(1), Stranger = Weights.Squares(50);

    [Theory]
    [InlineData(0.3f)]
    [InlineData(0.6f)]
    public void Who_has_more_in_it_is_the_child(float strength)
    {
        HeritagePrint parent = Parent.Print().Print, child = Parent.Noisy(9, strength).Print().Print;
        Assert.Equal(Direction.SuspectIsChild, HeritageComparison.Of(child, parent).Direction);
        // A merge that keeps a part of what was trained, or decay, makes narrower children too: of who has less, nothing is said.
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(parent, child).Direction);
    }

    [Fact]
    public void A_small_change_has_no_direction()
    {
        HeritagePrint parent = Parent.Print().Print, child = Parent.Noisy(9, 0.05f).Print().Print;
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(child, parent).Direction);
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(parent, child).Direction);
    }

    [Fact]
    public void An_average_with_a_stranger_is_not_called_a_parent()
    {
        HeritagePrint parent = Parent.Print().Print;
        HeritagePrint average = Parent.Map((tensor, i) => [.. tensor.Values.Select((value, k) => (value + Stranger.Tensors[i].Values[k]) / 2)]).Print().Print;
        HeritageComparison found = HeritageComparison.Of(average, parent);
        Assert.Equal((Verdict.Derived, Direction.Unknown), (found.Verdict, found.Direction));
    }

    [Fact]
    public void A_pruned_model_trained_on_is_not_called_a_parent()
    {
        // Narrower than its parent, as a parent would be; but with heavier tails, in every tensor.
        HeritagePrint parent = Parent.Print().Print;
        HeritagePrint child = Parent.Map((tensor, i) => [.. tensor.Values.Select(value => MathF.Abs(value) < 0.67f ? 0 : value)]).Noisy(9, 0.1f).Print().Print;
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(child, parent).Direction);
    }

    [Fact]
    public void More_zeros_are_the_childs()
    {
        HeritagePrint parent = Parent.Print().Print;
        HeritagePrint child = Parent.Map((tensor, i) => [.. tensor.Values.Select(value => MathF.Abs(value) < 0.67f ? 0 : value)]).Print().Print;
        Assert.Equal(Direction.SuspectIsChild, HeritageComparison.Of(child, parent).Direction);
        Assert.Equal(Direction.SuspectIsParent, HeritageComparison.Of(parent, child).Direction);
    }

    [Theory]
    [InlineData(0.3f)]
    [InlineData(2f)]
    public void A_sparse_model_that_is_filled_is_the_parent(float strength)
    {
        // Every other row is dead, as in networks with more channels than they need.
        Weights sparse = Parent.Map((tensor, i) => [.. tensor.Values.Select((value, k) => k / 120 % 2 == 0 ? 0 : value)]);
        HeritagePrint parent = sparse.Print().Print, child = sparse.Noisy(9, strength).Print().Print;
        HeritageComparison found = HeritageComparison.Of(child, parent);
        Assert.Equal(Direction.SuspectIsChild, found.Direction);
        Assert.Contains(Change.FineTuned, found.Changes);
        found = HeritageComparison.Of(parent, child);
        Assert.Equal(Direction.SuspectIsParent, found.Direction);
        Assert.DoesNotContain(Change.Pruned, found.Changes);
    }

    [Fact]
    public void A_filled_model_that_could_have_lost_weights_at_random_has_no_direction()
    {
        // Half of the rows are zero, and noise adds about as much again: as if half of the child had been pruned.
        HeritagePrint parent = Parent.Map((tensor, i) => [.. tensor.Values.Select((value, k) => k / 120 % 2 == 0 ? 0 : value)]).Print().Print;
        HeritagePrint child = Parent.Map((tensor, i) => [.. tensor.Values.Select((value, k) => k / 120 % 2 == 0 ? 0 : value)]).Noisy(9, 0.65f).Print().Print;
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(child, parent).Direction);
        Assert.Equal(Direction.Unknown, HeritageComparison.Of(parent, child).Direction);
    }

    [Theory]
    [InlineData(0.2f, 0.5f, 1f)]
    [InlineData(0.5f, 0.67f, 1f)]
    [InlineData(0.05f, 0.67f, 0.97f)]
    [InlineData(0f, 0.67f, 0.8f)]
    [InlineData(0f, 0.3f, 0.97f)]
    [InlineData(0.1f, 0f, 1f)]
    [InlineData(0f, 0f, 0.9f)]
    public void Training_pruning_and_shrinking_is_not_taken_for_filling(float trained, float pruned, float shrunk)
    {
        // Without a limit, every second weight is pruned, whichever it is.
        HeritagePrint parent = Parent.Print().Print;
        HeritagePrint child = Parent.Noisy(9, trained).Map((tensor, i) => [.. tensor.Values.Select((value, k) => pruned == 0 ? k * 7 % 13 % 2 == 0 ? 0 : shrunk * value : MathF.Abs(value) < pruned ? 0 : shrunk * value)]).Print().Print;
        Assert.Equal(Direction.SuspectIsChild, HeritageComparison.Of(child, parent).Direction);
        Assert.Equal(Direction.SuspectIsParent, HeritageComparison.Of(parent, child).Direction);
        Assert.Contains(Change.Pruned, HeritageComparison.Of(child, parent).Changes);
    }
}
