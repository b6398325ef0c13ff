"""IPMI 2.0 for one machine: bmc.py ADDRESS LOGIN PASSWORD. Prints what is asked for, and reads whether the machine is on."""
import sys
from pyghmi.ipmi import bmc

address, login, password = sys.argv[1:]


def ask(what):
    print(what, flush=True)
    return sys.stdin.readline().strip()


class Controller(bmc.Bmc):
    def get_power_state(self):
        return ask('status')

    def power_on(self):
        ask('on')

    def power_off(self):
        ask('off')

    power_shutdown = power_off

    def power_reset(self):
        ask('reset')

    power_cycle = power_reset


Controller({login: password}, port=623, address=address).listen()
