global using System.Diagnostics.CodeAnalysis;
global using ModelDeed.Primitives;
