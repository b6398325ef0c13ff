# Completion of clusterc for fish: clusterc completion fish | source
function __clusterc_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    for line in (clusterc complete -- $before[2..-1] "$current" 2>/dev/null)
        switch $line
            case :folders
                __fish_complete_directories "$current"
            case :files
                __fish_complete_path "$current"
            case '*'
                echo -- $line
        end
    end
end
complete -c clusterc -f -a '(__clusterc_complete)'
