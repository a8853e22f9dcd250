using System.Runtime.InteropServices;
using ModelDeed.Cli;

// Not disposed: a signal may still come while the process ends.
var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !stop.IsCancellationRequested; // a second Ctrl-C ends the process at once
    stop.Cancel();
};
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true; // what runs is ended in good order: the embedded chain writes its state
    stop.Cancel();
});
return await DeedCommand.Run(Shell.OfProcess(), args, stop.Token);
