// An S3 server (npm s3rver) with one bucket, in the folder that S3_FOLDER names. Prints its port. Its one account is S3RVER / S3RVER.
import S3rver from "s3rver";

const server = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: process.env.S3_FOLDER, configureBuckets: [{ name: "models" }] });
const { port } = await server.run();
console.log(port);
process.stdin.resume().on("end", () => process.exit()); // ends with the test that started it
