#compdef clusterc
# Completion of clusterc for zsh: source <(clusterc completion zsh), after compinit
_clusterc() {
  local line word
  local -a done open
  for line in "${(@f)$(clusterc complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    case $word in
      '') ;;
      :folders) _files -/ ;;
      :files) _files ;;
      *[/:]) open+=("$word") ;;
      *) done+=("${word//:/\\:}${${line#"$word"}/$'\t'/:}") ;;
    esac
  done
  (( $#open )) && compadd -S '' -a open
  (( $#done )) && _describe -V clusterc done
}
if [[ $funcstack[1] == _clusterc ]]; then _clusterc "$@"; else compdef _clusterc clusterc; fi
