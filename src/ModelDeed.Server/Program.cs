using ModelDeed.Server;

return await ServeCommand.Run(args);
