#compdef toy
# Completion of toy in zsh, printed by 'toy completions zsh'.

_toy_commands() {
  local -a commands
  commands=(
    # {{commands}}
  )
  _describe -t commands command commands
}

_toy_words_or_paths() {
  _alternative "values:value:($*)" 'files:file:_files'
}

_toy() {
  local curcontext="$curcontext" state line
  typeset -A opt_args
  _arguments -C \
    '(- *)'{-h,--help}'[list the commands]' \
    '(- *)--version[print the version]' \
    '1:command:->command' \
    '*::argument:->argument' && return
  case $state in
  command)
    _toy_commands
    [[ $PREFIX == -* ]] || compadd -- help
    ;;
  argument)
    curcontext="${curcontext%:*:*}:toy-$line[1]:"
    case $line[1] in
    help)
      _arguments '1:command:_toy_commands'
      ;;
    # {{arguments}}
    esac
    ;;
  esac
}

# Read by the function path the file is the function itself; sourced it has to be announced.
if [[ $funcstack[1] == _toy ]]; then
  _toy "$@"
else
  compdef _toy toy
fi
