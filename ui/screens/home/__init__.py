"""Where an audit starts or goes on."""
