"""Education: do children with a social worker go to school?"""
