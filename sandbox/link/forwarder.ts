import { connect, createServer, type Server, type Socket } from "node:net";

/** Carries TCP connections from one port of this machine to another, until it is closed. */
export function forwarder(targetPort: number): Server {
  return createServer((near) => {
    const far = connect({ host: "127.0.0.1", port: targetPort });
    near.pipe(far).pipe(near);
    endTogether(near, far);
  });
}

function endTogether(near: Socket, far: Socket): void {
  const end = () => {
    near.destroy();
    far.destroy();
  };
  for (const socket of [near, far]) socket.once("error", end).once("close", end);
}
