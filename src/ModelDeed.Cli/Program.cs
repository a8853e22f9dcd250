using ModelDeed.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !stop.IsCancellationRequested; // a second Ctrl-C ends the process at once
    stop.Cancel();
};
return await DeedCommand.Run(Shell.OfProcess(), args, stop.Token);
