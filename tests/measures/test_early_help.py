"""Early help: are families helped before they need more?"""
