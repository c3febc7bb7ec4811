# Completion of toy in fish, printed by 'toy completions fish'.

function __toy_needs_command
    test (count (commandline -opc)) -eq 1
end

function __toy_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test "$words[2]" = $argv[1]
end

# Words that are separated by commas: what is there already goes before each of them.
function __toy_list
    set -l typed (commandline -ct | string replace -r '^--?[a-z-]+=' '')
    set -l head (string match -r '.*,' -- $typed)
    for word in $argv
        echo "$head$word"
    end
end

complete -c toy -f
complete -c toy -n __toy_needs_command -s h -l help -d 'list the commands'
complete -c toy -n __toy_needs_command -l version -d 'print the version'
complete -c toy -n __toy_needs_command -a help -d 'explain a command'
# {{commands}}
# {{arguments}}
