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
        Assert.Equal(Direction.SuspectIsParent, HeritageComparison.Of(parent, child).Direction);
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
}
