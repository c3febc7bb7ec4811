# Completion of toy in bash, printed by 'toy completions bash'.

_toy_words() {
    mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}

# The last of several words that are separated by commas.
_toy_list() {
    local head=
    [[ $1 == *,* ]] && head=${1%,*},
    mapfile -t COMPREPLY < <(compgen -P "$head" -W "$2" -- "${1##*,}")
    compopt -o nospace 2>/dev/null
}

_toy_paths() {
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1"; compgen -f -- "$1")
}

_toy() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]}
    COMPREPLY=()
    # To bash '=' is a word: --name=value is three.
    if [[ $cur == '=' ]]; then
        cur=
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if ((COMP_CWORD == 1)); then
        _toy_words "$cur" '{{commands}} help --help --version'
        return
    fi
    case "$command $prev" in
    'help help')
        _toy_words "$cur" '{{commands}}'
        return
        ;;
    # {{values of options}}
    esac
    case $command in
    # {{options and operands}}
    esac
}

complete -F _toy toy
