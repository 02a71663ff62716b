"""The engines that the one definition of the checks runs on."""
