namespace ModelDeed.Licensing;

/// <summary>The clauses that are the same in every legal text.</summary>
internal static class LegalFrame
{
    internal static void Definitions(LegalDocument text)
    {
        text.Section("Definitions");
        text.Clause("**Chain** is the blockchain on which the Terms are published. Times are those of its blocks, in whole seconds; dates are in Coordinated Universal Time (UTC).");
        text.Clause("**Terms** are the members of the record that this text spells out, as published in the contract `Offers` on the Chain.");
        text.Clause("**Title** is the token of the contract `Titles` for which the Terms are published. **Licensor** is whoever holds the Title; with the Title, the Licensor's rights and duties pass to the next holder.");
        text.Clause("**Asset** is what the Title is of: a model, a dataset, an algorithm, software or an output, in every version published under the Title.");
        text.Clause("**License** is the token of the contract `Licensing` that records a right granted under the Terms. **Licensee** is whoever controls the account that holds it.");
        text.Clause("**Use** is to run the Asset, to apply it to data, to study it, and to rely on what it produces.");
        text.Clause("**Commercial Use** is Use for pay, or as part of a business, a product or a service that is meant to earn or to save money.");
        text.Clause("**Derivative** is a work that contains the Asset or a substantial part of it, or was made from it: above all a model obtained by further training, merging, pruning, quantization, conversion or distillation. What the Asset produces is no Derivative, unless it serves to train another model to do what the Asset does.");
    }

    internal static void Grant(LegalDocument text)
    {
        text.Section("Grant");
        text.Clause("The Licensor grants the Licensee a non-exclusive right to Use the Asset within the scope of section 3, for the time of section 9, under the conditions of all other sections.");
        text.Clause("Employees and contractors may exercise the right for the Licensee, who answers for them as for themselves. The Licensee may not sublicense.");
        text.Clause("Every right that isn't granted here stays with the Licensor.");
    }

    internal static void Warranty(LegalDocument text)
    {
        text.Section("No warranty");
        text.Clause("The Asset is provided as it is. The Licensor warrants neither that it is free of faults nor that it fits a purpose, and isn't liable for damage from its Use.");
        text.Clause("Nothing here excludes a liability or a right that the law doesn't let the parties exclude.");
    }

    internal static void Evidence(LegalDocument text)
    {
        text.Section("Evidence on chain");
        text.Clause("The records of the contract `Licensing` on the Chain decide whether a License was granted, who holds it, what was chosen, and when it expires.");
        text.Clause("Where this text can be read in more than one way, the reading that agrees with the Terms on the Chain counts.");
        text.Clause("If a clause is void, the others stand. A breach doesn't end a License on the Chain; the Licensor keeps every remedy that the law gives.");
    }
}
