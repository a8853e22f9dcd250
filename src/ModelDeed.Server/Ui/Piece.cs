using Microsoft.AspNetCore.Components;

namespace ModelDeed.Server.Ui;

/// <summary>A part of a page: it knows the visit that the page is for.</summary>
public abstract class Piece : ComponentBase
{
    [CascadingParameter]
    public Visit V { get; set; } = null!;

    private protected Texts T => V.T;

    private protected Numbers N => V.T.Numbers;
}
