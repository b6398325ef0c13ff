# Completion of clusterc for bash 4 and later: source <(clusterc completion bash)
_clusterc() {
  local line
  COMPREPLY=()
  compopt +o nospace
  while IFS= read -r line; do
    case $line in
      :folders) compopt -o filenames -o dirnames ;;
      :files) compopt -o filenames -o default ;;
      *)
        line=${line%%$'\t'*}
        [[ $line == *[/:] ]] && compopt -o nospace
        COMPREPLY+=("$line")
        ;;
    esac
  done < <(clusterc complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _clusterc clusterc
