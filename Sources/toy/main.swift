import Libc
import ToyCommand

exit(Toy.main(CommandLine.argc, CommandLine.unsafeArgv).rawValue)
