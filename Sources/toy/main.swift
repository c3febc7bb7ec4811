import Glibc
import ToyCommand

exit(Toy.main(CommandLine.arguments).rawValue)
