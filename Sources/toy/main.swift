import Glibc
import ToyCommand

exit(Toy.main(CommandLine.argc, CommandLine.unsafeArgv).rawValue)
