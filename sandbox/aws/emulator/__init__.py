"""The emulated AWS of the sandbox: moto as a server, and the gaps that it leaves for this platform."""
